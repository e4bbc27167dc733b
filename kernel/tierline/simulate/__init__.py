"""What a moved line would change, exactly, before it is moved."""
