"""The receiver's word on a payment."""
