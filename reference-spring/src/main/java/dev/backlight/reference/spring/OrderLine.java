package dev.backlight.reference.spring;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/// A row of `order_items`.
@Entity
@Table(name = "order_items")
class OrderLine {

  @Id private long id;

  /// What `PlacedOrder.lines` is mapped by.
  @SuppressWarnings("UnusedVariable")
  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "order_id")
  private PlacedOrder order;

  private long productId;

  private int quantity;

  @SuppressWarnings("NullAway.Init") // Hibernate fills it.
  protected OrderLine() {}

  long getProductId() {
    return productId;
  }

  int getQuantity() {
    return quantity;
  }
}
