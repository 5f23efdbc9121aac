"""What earlier runs hold, by key: small databases that are made anew when damaged or stale."""

FOLDER = "index"  # beside ``runs``
