package dev.backlight.reference.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.util.List;

/// A row of `orders`. Its items are lazy, as JPA has it: each order fetches its own when asked.
@Entity
@Table(name = "orders")
class PlacedOrder {

  @Id private long id;

  private BigDecimal totalAmount;

  @OneToMany(mappedBy = "order")
  private List<OrderLine> lines;

  @SuppressWarnings("NullAway.Init") // Hibernate fills it.
  protected PlacedOrder() {}

  long getId() {
    return id;
  }

  BigDecimal getTotalAmount() {
    return totalAmount;
  }

  List<OrderLine> getLines() {
    return lines;
  }
}
