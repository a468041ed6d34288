"""The canvas of a picture: expanded on its sides, cropped, turned."""
