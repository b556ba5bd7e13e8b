"""What stands before the routes: pages kept in memory, HEAD answered as GET without its body."""
