"""The story of a patient: data, picture, table and sentence say the same."""
