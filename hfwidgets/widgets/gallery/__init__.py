"""The widget that makes pictures, and keeps them."""
