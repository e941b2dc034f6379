package dev.backlight.load.http;

/// A cookie that a user holds.
public record Cookie(String name, String value, String domain, String path) {}
