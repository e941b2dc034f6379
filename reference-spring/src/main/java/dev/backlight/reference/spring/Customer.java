package dev.backlight.reference.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A row of `users`, as far as this shop needs it.
@Entity
@Table(name = "users")
class Customer {

  @Id private long id;

  private String username;

  @SuppressWarnings("NullAway.Init") // Hibernate fills it.
  protected Customer() {}

  long getId() {
    return id;
  }

  String getUsername() {
    return username;
  }
}
