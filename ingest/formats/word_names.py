"""Names of the elements of a Word document's XML."""

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def w(name: str) -> str:
    """The element or attribute of WordprocessingML, with its namespace."""
    return f"{{{_MAIN}}}{name}"
