package dev.backlight.source.stack;

import dev.backlight.model.Quantity.Provenance;
import dev.backlight.source.config.ConfigFile;
import dev.backlight.source.config.ConfigValue;
import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.Syntax;
import java.util.List;

/// Replicas, limits, probes and draining of compose services, pods and cloud services.
final class ContainerReading {

  private static final int MAX_DEPTH = 20;

  private final ConfigFile file;
  private final List<Fact> facts;

  private ContainerReading(ConfigFile file, List<Fact> facts) {
    this.file = file;
    this.facts = facts;
  }

  static void read(ConfigFile file, List<Fact> facts) {
    ContainerReading reading = new ContainerReading(file, facts);
    switch (Shape.of(file)) {
      case COMPOSE -> reading.compose();
      case KUBERNETES -> file.documents().forEach(reading::kubernetes);
      case CLOUDFORMATION -> reading.cloudformation();
      default -> {
        if (file.syntax() == Syntax.HCL) {
          reading.terraform();
        } else if (file.name().matches("values.*\\.ya?ml")) {
          file.documents().forEach(document -> reading.pod("values", document, 0));
        }
      }
    }
  }

  private void add(Topic topic, String name, String subject, ConfigValue value) {
    if (!value.isAbsent()) {
      String text = value.text().isEmpty() ? "present" : value.text();
      facts.add(new Fact(topic, name, subject, text, Provenance.CONFIG, file.at(value.line())));
    }
  }

  private void compose() {
    for (Entry service : file.root().get("services").entries()) {
      String name = service.key();
      ConfigValue body = service.value();
      add(Topic.REPLICAS, "replicas", name, body.get("deploy", "replicas"));
      add(Topic.REPLICAS, "replicas", name, body.get("scale"));
      ConfigValue limits = body.get("deploy", "resources", "limits");
      add(Topic.CONTAINER_LIMIT, "memory", name, limits.get("memory"));
      add(Topic.CONTAINER_LIMIT, "cpu", name, limits.get("cpus"));
      add(Topic.CONTAINER_LIMIT, "memory", name, body.get("mem_limit"));
      add(Topic.CONTAINER_LIMIT, "cpu", name, body.get("cpus"));
      add(Topic.PROBE, "healthcheck", name, body.get("healthcheck"));
      add(Topic.DRAIN, "stop_grace_period", name, body.get("stop_grace_period"));
    }
  }

  private void kubernetes(ConfigValue document) {
    String kind = document.text("kind");
    String name = kind + " " + document.text("metadata", "name");
    if (kind.equals("HorizontalPodAutoscaler") || kind.equals("ScaledObject")) {
      ConfigValue spec = document.get("spec");
      for (String key :
          List.of("minReplicas", "maxReplicas", "minReplicaCount", "maxReplicaCount")) {
        add(Topic.AUTOSCALING, key, name, spec.get(key));
      }
      return;
    }
    if (kind.equals("List")) {
      document.get("items").items().forEach(this::kubernetes);
    } else if (List.of("Deployment", "StatefulSet", "DaemonSet", "Rollout", "Pod").contains(kind)) {
      add(Topic.REPLICAS, "replicas", name, document.get("spec", "replicas"));
      pod(name, document.get("spec"), 0);
    }
  }

  private void pod(String name, ConfigValue value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    for (Entry entry : value.entries()) {
      switch (entry.key()) {
        case "resources" -> {
          add(Topic.CONTAINER_LIMIT, "memory", name, entry.value().get("limits", "memory"));
          add(Topic.CONTAINER_LIMIT, "cpu", name, entry.value().get("limits", "cpu"));
          add(
              Topic.CONTAINER_LIMIT,
              "memory-request",
              name,
              entry.value().get("requests", "memory"));
          add(Topic.CONTAINER_LIMIT, "cpu-request", name, entry.value().get("requests", "cpu"));
        }
        case "readinessProbe", "livenessProbe", "startupProbe" ->
            add(Topic.PROBE, entry.key(), name, entry.value());
        case "terminationGracePeriodSeconds" -> add(Topic.DRAIN, entry.key(), name, entry.value());
        case "preStop" -> add(Topic.DRAIN, entry.key(), name, entry.value());
        case "replicaCount" -> add(Topic.REPLICAS, "replicas", name, entry.value());
        case "autoscaling" -> {
          for (Entry item : entry.value().entries()) {
            add(Topic.AUTOSCALING, item.key(), name, item.value());
          }
        }
        default ->
            pod(
                depth == 0 && name.equals("values") ? "values " + entry.key() : name,
                entry.value(),
                depth + 1);
      }
    }
    if (value instanceof ConfigValue.Sequence sequence) {
      sequence.items().forEach(item -> pod(name, item, depth + 1));
    }
  }

  private void terraform() {
    for (ConfigValue block : file.root().all("resource")) {
      for (Entry type : block.entries()) {
        for (Entry named : type.value().entries()) {
          resource(type.key(), type.key() + " " + named.key(), named.value());
        }
      }
    }
  }

  private void resource(String type, String name, ConfigValue body) {
    switch (type) {
      case "aws_lb", "aws_alb", "aws_elb" -> {
        facts.add(
            new Fact(
                Topic.PROXY, "load-balancer", name, type, Provenance.CONFIG, file.at(body.line())));
        add(Topic.TIMEOUT, "idle_timeout", name, body.get("idle_timeout"));
      }
      case "aws_lb_target_group", "aws_alb_target_group" -> {
        add(Topic.PROXY, "health_check", name, body.get("health_check"));
        add(Topic.DRAIN, "deregistration_delay", name, body.get("deregistration_delay"));
      }
      case "aws_ecs_service" -> add(Topic.REPLICAS, "replicas", name, body.get("desired_count"));
      case "aws_appautoscaling_target" -> {
        add(Topic.AUTOSCALING, "min_capacity", name, body.get("min_capacity"));
        add(Topic.AUTOSCALING, "max_capacity", name, body.get("max_capacity"));
      }
      case "aws_autoscaling_group" -> {
        add(Topic.AUTOSCALING, "min_size", name, body.get("min_size"));
        add(Topic.AUTOSCALING, "max_size", name, body.get("max_size"));
      }
      case "aws_cloudwatch_metric_alarm" ->
          add(Topic.ALERT, "alarm", name, body.get("metric_name"));
      case "kubernetes_deployment" ->
          add(Topic.REPLICAS, "replicas", name, body.get("spec", "replicas"));
      default -> {
        // Other resources do not decide capacity.
      }
    }
  }

  private void cloudformation() {
    for (Entry resource : file.root().get("Resources").entries()) {
      ConfigValue properties = resource.value().get("Properties");
      switch (resource.value().text("Type")) {
        case "AWS::ElasticLoadBalancingV2::LoadBalancer" ->
            add(Topic.PROXY, "load-balancer", resource.key(), resource.value().get("Type"));
        case "AWS::ElasticLoadBalancingV2::TargetGroup" ->
            add(Topic.PROXY, "health_check", resource.key(), properties.get("HealthCheckPath"));
        case "AWS::ECS::Service" ->
            add(Topic.REPLICAS, "replicas", resource.key(), properties.get("DesiredCount"));
        case "AWS::ApplicationAutoScaling::ScalableTarget" -> {
          add(Topic.AUTOSCALING, "min_capacity", resource.key(), properties.get("MinCapacity"));
          add(Topic.AUTOSCALING, "max_capacity", resource.key(), properties.get("MaxCapacity"));
        }
        case "AWS::CloudWatch::Alarm" ->
            add(Topic.ALERT, "alarm", resource.key(), properties.get("MetricName"));
        default -> {
          // Other resources do not decide capacity.
        }
      }
    }
  }
}
