"""The JSON edge: shapes, tokens, problems, repeats."""
