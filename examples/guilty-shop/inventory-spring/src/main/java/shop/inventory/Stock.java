package shop.inventory;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Stock {
  @Id private Long id;
  private int pieces;

  @ManyToOne private Warehouse warehouse;

  public int getPieces() {
    return pieces;
  }
}
