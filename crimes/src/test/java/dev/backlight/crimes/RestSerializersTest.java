package dev.backlight.crimes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.model.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What serializers of Django REST framework ask for each row of a list.
class RestSerializersTest {

  private static final String MODELS =
      """
      from django.db import models

      class Owner(models.Model):
          name = models.CharField(max_length=80)

      class Tag(models.Model):
          name = models.CharField(max_length=80)

      class Challenge(models.Model):
          owner = models.ForeignKey(Owner, on_delete=models.CASCADE)
          tags = models.ManyToManyField(Tag)

      class Entry(models.Model):
          challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="entries")
      """;

  private static final String SERIALIZERS =
      """
      from rest_framework import serializers
      from models import Challenge, Entry, Owner

      class OwnerSerializer(serializers.ModelSerializer):
          class Meta:
              model = Owner
              fields = ("id", "name")

      class ChallengeSerializer(serializers.ModelSerializer):
          owner = OwnerSerializer()
          class Meta:
              model = Challenge
              fields = ("id", "owner")

      class TaggedSerializer(serializers.ModelSerializer):
          class Meta:
              model = Challenge
              fields = ("id", "tags")

      class EntrySerializer(serializers.ModelSerializer):
          challenge = ChallengeSerializer()

      class OwnedChallengeSerializer(serializers.ModelSerializer):
          owner = OwnerSerializer()

      class OwnedSerializer(serializers.ModelSerializer):
          challenge_set = OwnedChallengeSerializer(many=True)

      class CountedSerializer(serializers.ModelSerializer):
          latest = serializers.SerializerMethodField()

          def get_latest(self, obj):
              return Entry.objects.filter(challenge_id=obj.id).last().id
      """;

  private static List<Integer> lines(String views) {
    return Trial.of(
            Map.of("models.py", MODELS, "serializers.py", SERIALIZERS, "views.py", views),
            "n-plus-one-query")
        .stream()
        .filter(s -> s.location().path().equals("views.py"))
        .map(s -> s.location().span().startLine())
        .toList();
  }

  private static List<Integer> viewset(String queryset, String serializer) {
    return lines(
        """
        from rest_framework import viewsets
        from models import Challenge, Entry, Owner
        import serializers

        class View(viewsets.ModelViewSet):
            serializer_class = serializers.%s

            def get_queryset(self):
                rows = %s
                if self.request.query_params.get("open"):
                    rows = rows.filter(closed=False)
                return rows
        """
            .formatted(serializer, queryset));
  }

  @Test
  void aViewsOwnQuerysetIsReadToItsEnd() {
    assertThat(viewset("Challenge.objects.filter(open=True)", "ChallengeSerializer"))
        .containsExactly(9);
    assertThat(viewset("Challenge.objects.select_related('owner')", "ChallengeSerializer"))
        .isEmpty();
    assertThat(viewset("optimized(Challenge.objects.all())", "ChallengeSerializer")).isEmpty();
  }

  @Test
  void keysOfManyToManyRelationsAreAskedForPerRow() {
    assertThat(viewset("Challenge.objects.all()", "TaggedSerializer")).containsExactly(9);
    assertThat(viewset("Challenge.objects.prefetch_related('tags')", "TaggedSerializer")).isEmpty();
  }

  @Test
  void nestedSerializersFollowFurther() {
    assertThat(viewset("Entry.objects.select_related('challenge')", "EntrySerializer"))
        .containsExactly(9);
    assertThat(viewset("Entry.objects.select_related('challenge__owner')", "EntrySerializer"))
        .isEmpty();
  }

  @Test
  void theWayBackIsSet() {
    assertThat(viewset("Owner.objects.prefetch_related('challenge_set')", "OwnedSerializer"))
        .isEmpty();
  }

  @Test
  void rowsReachASerializerThroughAPaginator() {
    String view =
        """
        from rest_framework.decorators import api_view
        from models import Challenge
        from serializers import ChallengeSerializer

        @api_view(["GET"])
        def featured(request):
            rows = Challenge.objects%s.filter(featured=True)
            rows = rows.order_by("-id")
            paginator, page = paginated_queryset(rows, request)
            serializer = ChallengeSerializer(page, many=True)
            return paginator.get_paginated_response(serializer.data)
        """;
    assertThat(lines(view.formatted(""))).containsExactly(7);
    assertThat(lines(view.formatted(".select_related('owner')"))).isEmpty();
    assertThat(lines(view.formatted("").replace(", many=True", ""))).isEmpty();
  }

  @Test
  void aQueryInASerializersMethodRunsForEachRow() {
    String view =
        """
        from rest_framework import generics
        from models import Challenge
        from serializers import CountedSerializer

        class View(generics.%s):
            queryset = Challenge.objects.all()
            serializer_class = CountedSerializer
        """;
    assertThat(queries(view.formatted("ListAPIView")))
        .anyMatch(s ->
            s.location().path().equals("serializers.py") && s.location().span().startLine() == 33);
    assertThat(queries(view.formatted("RetrieveAPIView")))
        .noneMatch(s -> s.location().path().equals("serializers.py"));
  }

  private static List<Sighting> queries(String views) {
    return Trial.of(
        Map.of("models.py", MODELS, "serializers.py", SERIALIZERS, "views.py", views),
        "n-plus-one-query");
  }
}
