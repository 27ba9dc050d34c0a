"""The site itself: factory, home, error pages, health, the API's index."""
