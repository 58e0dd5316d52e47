"""Changes of the database's shape, in order; `hoso upgrade` applies them, `hoso up` and `hoso run` too."""
