package shop.inventory;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;

@RestController
@RequestMapping("/inventory")
public class InventoryController {
  private final Warehouses warehouses;
  private final Map<String, String> answers = new HashMap<>();

  public InventoryController(Warehouses warehouses) {
    this.warehouses = warehouses;
  }

  @GetMapping("/pieces")
  public Map<String, Integer> pieces() {
    Map<String, Integer> result = new HashMap<>();
    for (Warehouse warehouse : warehouses.findAll()) {
      int pieces = 0;
      for (Stock stock : warehouse.getStocks()) {
        pieces += stock.getPieces();
      }
      result.put(warehouse.getCity(), pieces);
    }
    return result;
  }

  @GetMapping("/in/{city}")
  public List<Warehouse> in(@PathVariable String city) {
    return warehouses.findAll().stream().filter(w -> w.getCity().equals(city)).toList();
  }

  @PostMapping("/reorder")
  @Transactional
  public List<String> reorder() throws Exception {
    RestTemplate rest = new RestTemplate();
    List<String> result = new ArrayList<>();
    for (Warehouse warehouse : warehouses.findAll()) {
      String body = new ObjectMapper().writeValueAsString(warehouse.getCity());
      String answer = rest.postForObject("http://suppliers.internal/reorder", body, String.class);
      answers.put(warehouse.getCity(), answer);
      result.add(answer);
    }
    return result;
  }
}
