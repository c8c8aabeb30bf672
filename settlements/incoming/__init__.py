"""Trips that come in as files: brought, looked through, shown, and made when their owner says yes."""
