"""Where weights come from: package index, hubs, plain addresses, folders. All deliver bytes; none is trusted."""
