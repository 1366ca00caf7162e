"""What text is in a file that is no plain text?

extracted  the text with its structure: what each of these gives
"""
