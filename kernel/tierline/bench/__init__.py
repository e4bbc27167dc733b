"""Times scoring and intake beside other tools on the same rows; equality comes before time."""
