"""Elections in the .pb format of Pabulib: read exactly, written back, checked, counted and replayed."""
