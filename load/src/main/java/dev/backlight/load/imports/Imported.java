package dev.backlight.load.imports;

import dev.backlight.load.scenario.Place;
import dev.backlight.load.scenario.Scenario;
import java.util.List;

/// A scenario made of a foreign file. `notes` say what was left out because it changes nothing that
/// a server sees, and what means something slightly different here.
public record Imported(Scenario scenario, List<Note> notes) {

  public Imported {
    notes = List.copyOf(notes);
  }

  public record Note(Place place, String text) {
    @Override
    public String toString() {
      return place + ": " + text;
    }
  }
}
