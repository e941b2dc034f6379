package shop.inventory;

import org.springframework.data.jpa.repository.JpaRepository;

public interface Warehouses extends JpaRepository<Warehouse, Long> {}
