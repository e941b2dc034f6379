package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Confidence;
import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What looks like asking per element and is not, and what is hidden behind other files.
class DataInnocentsTest {

  private static final String MODELS =
      """
      from django.db import models

      class Customer(models.Model):
          name = models.CharField(max_length=80)

      class Order(models.Model):
          customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
          number = models.IntegerField(db_index=True)
      """;

  private static List<Sighting> queries(String code) {
    return Trial.of(Map.of("models.py", MODELS, "service.py", code), "n-plus-one-query");
  }

  @Test
  void retriesAreNotElements() {
    assertThat(
            queries(
                """
                from models import Order

                def find(number):
                    for attempt in range(max_attempts):
                        order = Order.objects.get(number=number)
                """))
        .isEmpty();
  }

  @Test
  void batchesAreNotElements() {
    assertThat(
            queries(
                """
                from models import Order

                def names(ids):
                    for chunk in chunks(ids, 500):
                        print(list(Order.objects.filter(id__in=chunk)[:500]))
                """))
        .isEmpty();
  }

  @Test
  void constantsOfTheModuleAreNotElements() {
    assertThat(
            queries(
                """
                from models import Order

                NUMBERS = (1, 2, 3)

                def names():
                    for number in NUMBERS:
                        print(Order.objects.get(number=number))
                """))
        .isEmpty();
  }

  @Test
  void keptResultsAreAskedForOnce() {
    assertThat(
            queries(
                """
                from models import Customer

                def names(rows):
                    seen = {}
                    for row in rows:
                        if row.key not in seen:
                            seen[row.key] = Customer.objects.get(id=row.key)
                """))
        .isEmpty();
  }

  @Test
  void errorPathsAreNoLoops() {
    assertThat(
            queries(
                """
                from models import Customer

                def names(rows):
                    for row in rows:
                        try:
                            work(row)
                        except ValueError:
                            print(Customer.objects.get(id=row.key))
                """))
        .isEmpty();
  }

  @Test
  void theFirstHitEndsTheLoop() {
    assertThat(
            queries(
                """
                from models import Customer

                def first(keys):
                    for key in keys:
                        found = Customer.objects.filter(id=key).first()
                        if found:
                            return found
                """))
        .allMatch(s -> s.confidence() == Confidence.LOW);
  }

  @Test
  void selectedRelationsAreLoaded() {
    assertThat(
            queries(
                """
                from models import Order

                def names():
                    orders = Order.objects.select_related("customer")[:50]
                    return [order.customer.name for order in orders]
                """))
        .isEmpty();
  }

  @Test
  void serializersFollowRelationsOfAViewset() {
    String view =
        """
        from rest_framework import serializers, viewsets
        from models import Order

        class OrderSerializer(serializers.ModelSerializer):
            buyer = serializers.SerializerMethodField()

            def get_buyer(self, obj):
                return obj.customer.name

        class OrderViewSet(viewsets.ModelViewSet):
            queryset = Order.objects.%s
            serializer_class = OrderSerializer
        """;
    assertThat(
            Trial.of(
                Map.of("models.py", MODELS, "views.py", view.formatted("all()")),
                "n-plus-one-query"))
        .hasSize(1)
        .allMatch(s -> s.location().span().startLine() == 11);
    assertThat(
            Trial.of(
                Map.of(
                    "models.py",
                    MODELS,
                    "views.py",
                    view.formatted("select_related(\"customer\")")),
                "n-plus-one-query"))
        .isEmpty();
  }

  @Test
  void childResolversAskPerParent() {
    assertThat(
            queries(
                """
                import graphene
                from models import Order

                class CustomerType(graphene.ObjectType):
                    def resolve_orders(root, info):
                        return root.order_set.all()

                class Query(graphene.ObjectType):
                    def resolve_orders(root, info):
                        return Order.objects.all()[:50]
                """))
        .allMatch(s -> s.location().span().startLine() == 6);
  }

  @Test
  void tasksDeleteInBatches() {
    String task =
        """
        from celery import shared_task
        from models import Order

        @shared_task
        def clean(ids):
            Order.objects.filter(%s).delete()
        """;
    assertThat(
            Trial.of(
                Map.of("models.py", MODELS, "tasks.py", task.formatted("created_at__lt=5")),
                "whole-dataset-in-memory"))
        .hasSize(1);
    assertThat(
            Trial.of(
                Map.of("models.py", MODELS, "tasks.py", task.formatted("id__in=ids")),
                "unbounded-result"))
        .isEmpty();
  }

  @Test
  void openInViewSwitchedOffIsInnocent() {
    String application =
        """
        import org.springframework.boot.autoconfigure.SpringBootApplication;
        import org.springframework.data.jpa.repository.JpaRepository;
        import org.springframework.web.bind.annotation.RestController;

        @SpringBootApplication
        class Shop {}

        interface Orders extends JpaRepository<Order, Long> {}

        @RestController
        class OrderController {}
        """;
    assertThat(
            Trial.of(
                Map.of(
                    "src/main/java/Shop.java",
                    application,
                    "src/main/resources/application.properties",
                    "spring.jpa.open-in-view=false\n"),
                "open-session-in-view"))
        .isEmpty();
  }
}
