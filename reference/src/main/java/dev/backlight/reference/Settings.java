package dev.backlight.reference;

import java.time.Duration;

/// Where a shop listens and what it stands on.
///
/// @param port 0 for any free one
/// @param roundTrip what the network to the database adds; zero for none
public record Settings(
    int port, String postgres, String redis, Duration profileDelay, Duration roundTrip) {

  Settings at(String postgresUrl, String redisUrl) {
    return new Settings(port, postgresUrl, redisUrl, profileDelay, roundTrip);
  }
}
