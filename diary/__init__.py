"""The between-sessions diary and reminder service for ketamine and esketamine clinics."""
