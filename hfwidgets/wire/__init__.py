"""What goes over the wire, without a socket: requests, answers, addresses, event streams, media."""
