package shop.inventory;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.List;

@Entity
public class Warehouse {
  @Id private Long id;
  private String city;

  @OneToMany(mappedBy = "warehouse")
  private List<Stock> stocks;

  public Long getId() {
    return id;
  }

  public String getCity() {
    return city;
  }

  public List<Stock> getStocks() {
    return stocks;
  }
}
