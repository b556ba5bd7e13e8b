"""What stands before the routes: pages kept in memory, and HEAD answered as GET without its body."""
