"""Names of bodies, people, places, laws and documents, told in two ways or no longer right."""
