package dev.backlight.reference.spring;

import java.util.Collection;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface PlacedOrderRepository extends JpaRepository<PlacedOrder, Long> {

  List<PlacedOrder> findAllByOrderByIdDesc(Limit limit);

  /// The page first, by ids alone: a limit on a joined collection would be applied in memory, after
  /// all rows were read.
  @Query("select o.id from PlacedOrder o order by o.id desc")
  List<Long> newestIds(Limit limit);

  @EntityGraph(attributePaths = "lines")
  List<PlacedOrder> findByIdInOrderByIdDesc(Collection<Long> ids);
}
