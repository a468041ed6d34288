"""Everything that opens an image file: store, decode, prepare, masks, compositing."""
