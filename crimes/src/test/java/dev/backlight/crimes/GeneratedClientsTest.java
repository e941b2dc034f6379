package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Interfaces that a library implements: what they are called is done.
class GeneratedClientsTest {

  private static final String LOOP =
      """
      package shop;

      import java.util.ArrayList;
      import java.util.List;

      class Orders {
        private final OrderMapper mapper;

        Orders(OrderMapper mapper) {
          this.mapper = mapper;
        }

        List<String> names(List<Long> orders) {
          List<String> names = new ArrayList<>();
          for (Long id : orders) {
            Order order = mapper.selectByPrimaryKey(id);
            names.add(order.getName());
          }
          return names;
        }
      }
      """;

  @Test
  void mappersOfMyBatisAskTheDatabase() {
    String mapper =
        """
        package shop;

        import java.util.List;
        import org.apache.ibatis.annotations.Param;

        public interface OrderMapper {
          Order selectByPrimaryKey(@Param("id") Long id);
          List<Order> selectAll();
        }
        """;

    assertThat(found(Map.of("shop/Orders.java", LOOP, "shop/OrderMapper.java", mapper)))
        .singleElement()
        .satisfies(one -> assertThat(one.message()).contains("mapper.selectByPrimaryKey"));
  }

  /// `ServiceImpl<M, T>` names its mapper first: its rows are the second.
  @Test
  void rowsOfAServiceOfMyBatisPlusAreItsEntities() {
    String service =
        """
        package shop;

        import com.baomidou.mybatisplus.extension.service.impl.ServiceImpl;
        import java.util.List;

        class RoleService extends ServiceImpl<RoleMapper, Role> {
          boolean exists(List<Row> rows) {
            List<Role> roles = this.list();
            boolean found = false;
            for (Row row : rows) {
              found |= roles.stream().anyMatch(role -> row.code().equals(role.getRoleCode()));
              save(this.getById(row.id()));
            }
            return found;
          }
        }
        """;
    String mapper =
        """
        package shop;

        import org.apache.ibatis.annotations.Mapper;

        @Mapper
        public interface RoleMapper extends OwnMapper<Role> {
          List<Role> selectByUser(Long user);
        }
        """;

    assertThat(found(Map.of("shop/RoleService.java", service, "shop/RoleMapper.java", mapper)))
        .singleElement()
        .satisfies(one -> assertThat(one.message()).contains("this.getById"));
  }

  @Test
  void aMapperThatImportsNothingIsKnownByItsNeighbours() {
    String mapper =
        """
        package shop;

        public interface OrderMapper {
          Order selectByPrimaryKey(Long id);
        }
        """;
    String neighbour =
        """
        package shop;

        import org.apache.ibatis.annotations.Select;

        public interface LineMapper {
          @Select("select * from line where id = #{id}")
          Line selectOne(Long id);
        }
        """;

    assertThat(found(Map.of("shop/Orders.java", LOOP, "shop/OrderMapper.java", mapper))).isEmpty();
    assertThat(
            found(
                Map.of(
                    "shop/Orders.java",
                    LOOP,
                    "shop/OrderMapper.java",
                    mapper,
                    "shop/LineMapper.java",
                    neighbour)))
        .hasSize(1);
  }

  @Test
  void whatCopiesBeansIsNoMapperOfRows() {
    String mapper =
        """
        package shop;

        import org.mapstruct.Mapper;

        @Mapper
        public interface OrderMapper {
          Order selectByPrimaryKey(Long id);
        }
        """;

    assertThat(found(Map.of("shop/Orders.java", LOOP, "shop/OrderMapper.java", mapper))).isEmpty();
  }

  @Test
  void clientsOfFeignCallOthers() {
    String client =
        """
        package shop;

        import org.springframework.cloud.openfeign.FeignClient;
        import org.springframework.web.bind.annotation.GetMapping;

        @FeignClient("orders")
        public interface OrderMapper {
          @GetMapping("/orders/{id}")
          Order selectByPrimaryKey(Long id);
        }
        """;

    assertThat(
            Trial.of(
                Map.of("shop/Orders.java", LOOP, "shop/OrderMapper.java", client),
                "n-plus-one-http"))
        .hasSize(1);
  }

  @Test
  void aFileOfRoutesExportsWhatRequestsReach() {
    String route =
        """
        import bcrypt from 'bcryptjs';

        export async function POST(request: Request) {
          const { password, hash } = await request.json();
          return Response.json({ ok: bcrypt.compareSync(password, hash) });
        }
        """;

    List<Sighting> at =
        Trial.of(Map.of("src/app/api/login/[id]/route.ts", route), "blocking-call-on-event-loop");
    assertThat(at).singleElement().extracting(Sighting::reach).isEqualTo(Sighting.Reach.REQUEST);
    assertThat(at.getFirst().routes()).containsExactly("POST /api/login/{id}");
    assertThat(Trial.of(Map.of("src/login.ts", route), "blocking-call-on-event-loop"))
        .singleElement()
        .extracting(Sighting::reach)
        .isEqualTo(Sighting.Reach.UNKNOWN);
  }

  private static List<Sighting> found(Map<String, String> files) {
    return Trial.of(files, "n-plus-one-query");
  }
}
