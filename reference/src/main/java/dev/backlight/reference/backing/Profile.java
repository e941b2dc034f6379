package dev.backlight.reference.backing;

/// What the profile service knows of a user.
public record Profile(String tier, int points) {}
