"""The ground the other tests stand on, tested itself."""
