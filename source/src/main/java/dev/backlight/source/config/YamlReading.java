package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Entry;
import dev.backlight.source.config.ConfigValue.Mapping;
import dev.backlight.source.config.ConfigValue.Scalar;
import dev.backlight.source.config.ConfigValue.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// YAML through the event stream, so that depth, aliases and damage are ours to limit.
///
/// A text with template marks (Helm, Jinja, Ansible) is no YAML. It is read with its control lines
/// blanked and its expressions replaced by a word, which keeps every line number.
final class YamlReading {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setAllowDuplicateKeys(true).setParseComments(false).build();

  private static final Pattern CONTROL_LINE =
      Pattern.compile(
          "(?m)^[ \\t]*(\\{\\{[^\\n]*\\}\\}|\\{%[^\\n]*%\\}|\\{#[^\\n]*#\\})[ \\t\\r]*$");
  private static final Pattern EXPRESSION =
      Pattern.compile("\\{\\{[^\\n]*?\\}\\}|\\{%[^\\n]*?%\\}");

  private final Iterator<Event> events;
  private final Map<Anchor, ConfigValue> anchors = new HashMap<>();
  private int values;

  private YamlReading(String text) {
    events = new Parse(SETTINGS).parseString(text).iterator();
  }

  static ConfigFile read(String path, String text) {
    ConfigFile plain = attempt(path, text);
    if (!plain.isDamaged() || !(text.contains("{{") || text.contains("{%"))) {
      return plain;
    }
    String filled =
        EXPRESSION.matcher(CONTROL_LINE.matcher(text).replaceAll("")).replaceAll("TEMPLATE");
    ConfigFile template = attempt(path, filled);
    return template.documents().size() >= plain.documents().size() ? template : plain;
  }

  private static ConfigFile attempt(String path, String text) {
    List<ConfigValue> documents = new ArrayList<>();
    String problem = "";
    try {
      new YamlReading(text).documents(documents);
    } catch (YamlEngineException | DamagedException e) {
      problem = firstLine(String.valueOf(e.getMessage()));
    }
    return new ConfigFile(path, Syntax.YAML, documents, List.of(), problem);
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private void documents(List<ConfigValue> into) {
    while (events.hasNext()) {
      Event event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        anchors.clear();
        ConfigValue document = value(events.next(), 0);
        if (!(document instanceof Scalar scalar && scalar.text().isEmpty())) {
          into.add(document);
        }
      }
    }
  }

  private ConfigValue value(Event event, int depth) {
    int line = line(event);
    if (depth > Tree.DEPTH_LIMIT || ++values > Tree.VALUE_LIMIT) {
      throw new DamagedException(line, "too deep or too large");
    }
    ConfigValue value =
        switch (event) {
          case ScalarEvent scalar -> new Scalar(line, scalar.getValue());
          case AliasEvent alias -> anchors.getOrDefault(alias.getAlias(), new Scalar(line, ""));
          case SequenceStartEvent start -> sequence(line, depth);
          case MappingStartEvent start -> mapping(line, depth);
          default -> new Scalar(line, "");
        };
    if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
      Optional<Anchor> anchor = node.getAnchor();
      anchor.ifPresent(name -> anchors.put(name, value));
    }
    return value;
  }

  private ConfigValue sequence(int line, int depth) {
    List<ConfigValue> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return new Sequence(line, items);
  }

  private ConfigValue mapping(int line, int depth) {
    List<Entry> entries = new ArrayList<>();
    List<Entry> merged = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      ConfigValue key = value(event, depth + 1);
      ConfigValue value = value(events.next(), depth + 1);
      if (key.text().equals("<<")) {
        value.items().forEach(item -> merged.addAll(item.entries()));
        values += merged.size();
      } else {
        entries.add(new Entry(key.text(), key.line(), value));
      }
    }
    for (Entry entry : merged) {
      if (entries.stream().noneMatch(own -> own.key().equals(entry.key()))) {
        entries.add(entry);
      }
    }
    return new Mapping(line, entries);
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
