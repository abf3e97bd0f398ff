"""Every route tried by everybody: made from the routes, so that none is missed."""
