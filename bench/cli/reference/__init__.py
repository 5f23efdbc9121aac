"""The verb ``reference``: show, make and check the stored results of the field."""
