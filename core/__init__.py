"""The ground floor: errors, configuration, identity, arrays with names, clock and progress."""
