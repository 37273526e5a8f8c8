"""The pictures in docs/pictures, drawn by the library itself."""
