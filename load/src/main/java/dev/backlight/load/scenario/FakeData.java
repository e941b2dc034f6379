package dev.backlight.load.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// Data that looks real and is made up, as Faker makes it: people, places, words. English, and
/// drawn from short lists, so names repeat; `uuid()` and `random_text` give what must not.
///
/// Addresses of mail and hosts end in `example.com` and its like (RFC 2606), telephone numbers are
/// `555-01xx`: nobody real is written to.
public final class FakeData {

  private static final int MOST_WORDS = 10_000;
  private static final int WORDS_OF_A_LIST = 3;
  private static final int WORDS_OF_A_SENTENCE = 6;
  private static final int SENTENCES_OF_A_PARAGRAPH = 3;
  private static final int CHARACTERS_OF_A_TEXT = 200;

  /// What can be made up.
  public enum Kind {
    NAME,
    FIRST_NAME,
    LAST_NAME,
    USER_NAME,
    EMAIL,
    PHONE_NUMBER,
    COMPANY,
    JOB,
    WORD,
    WORDS,
    SENTENCE,
    PARAGRAPH,
    TEXT,
    ADDRESS,
    STREET_ADDRESS,
    CITY,
    STATE,
    COUNTRY,
    COUNTRY_CODE,
    POSTCODE,
    IPV4,
    DOMAIN_NAME,
    URL,
    USER_AGENT,
    CREDIT_CARD_NUMBER,
    CURRENCY_CODE,
    COLOR_NAME;

    /// As it is written.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> named(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Kind::word).toList();
    }
  }

  private static final List<String> FIRST_NAMES =
      words(
          """
          Ada Alan Alice Amir Anna Ben Carla Chen Clara Daniel David Elena Emma Erik Eva Fatima
          Felix Grace Hana Hugo Ida Ines Ivan James Jonas Julia Kofi Lars Laura Leo Lin Lucas Maria
          Marta Max Mei Mia Mohamed Nina Noah Olga Omar Paula Peter Priya Rosa Samuel Sara Sofia
          Tom Vera Victor Yara Yusuf
          """);
  private static final List<String> LAST_NAMES =
      words(
          """
          Adams Ahmed Anderson Bauer Becker Brown Chen Clark Cohen Costa Davis Diaz Evans Fischer
          Garcia Gomez Green Gupta Hall Hansen Harris Hill Hoffmann Ito Jackson Johnson Jones Kaya
          Keller Khan Kim King Kowalski Larsen Lee Lewis Lopez Martin Miller Moore Mueller Nguyen
          Novak Okafor Patel Perez Rossi Sato Schmidt Silva Singh Smith Taylor Walker White Wilson
          Wright Young
          """);
  private static final List<String> WORDS =
      words(
          """
          able above across action after again air almost amount answer area around ask away base
          before begin behind best better body book bring build business call carry center certain
          change choice city clear close color common company consider control course cover create
          current data decide deep detail direct door draw early easy effect enough event every
          example face fact far figure final find fine follow force form free front full game
          general give good great green group grow hand hard head help high history hold home hope
          hour house idea include issue kind large later lead learn letter level light line list
          local long low main make market matter mean measure mind model moment month morning move
          music name near need night north note number offer office open order paper part pass
          people piece place plan point power present price process product public question quick
          range reach ready real reason record report rest result right river road room rule same
          school season second series set several short side simple size small sound south space
          special stand start state still stop story street strong study such system table test
          thing think time today together total town true turn type under until use value view
          visit voice walk wall water way week west whole window word work world write year young
          """);
  private static final List<String> STREETS =
      words(
          "Bridge Cedar Church Hill Lake Main Maple Mill Oak Park Pine River School Spring Union");
  private static final List<String> STREET_KINDS =
      List.of("Street", "Avenue", "Road", "Lane", "Drive");
  private static final List<String> CITIES =
      words(
          """
          Ashford Bridgeport Brookfield Clayton Dover Easton Fairview Franklin Georgetown Greenville
          Hudson Kingston Lakewood Madison Milton Newport Oakland Oxford Richmond Riverside Salem
          Springfield Trenton Waterford Westfield Winchester
          """);
  private static final List<String> STATES =
      words(
          """
          Alabama Alaska Arizona California Colorado Delaware Florida Georgia Hawaii Idaho Illinois
          Indiana Iowa Kansas Maine Maryland Michigan Minnesota Montana Nebraska Nevada Ohio Oregon
          Texas Utah Vermont Virginia Washington Wisconsin Wyoming
          """);
  private static final List<String> COUNTRIES =
      List.of(
          "AR Argentina",
          "AU Australia",
          "AT Austria",
          "BE Belgium",
          "BR Brazil",
          "CA Canada",
          "CL Chile",
          "CN China",
          "CZ Czechia",
          "DK Denmark",
          "EG Egypt",
          "FI Finland",
          "FR France",
          "DE Germany",
          "GH Ghana",
          "GR Greece",
          "IN India",
          "ID Indonesia",
          "IE Ireland",
          "IT Italy",
          "JP Japan",
          "KE Kenya",
          "MX Mexico",
          "NL Netherlands",
          "NZ New Zealand",
          "NG Nigeria",
          "NO Norway",
          "PE Peru",
          "PL Poland",
          "PT Portugal",
          "KR South Korea",
          "ES Spain",
          "SE Sweden",
          "CH Switzerland",
          "TR Turkey",
          "GB United Kingdom",
          "US United States",
          "VN Vietnam");
  private static final List<String> JOBS =
      List.of(
          "Accountant",
          "Architect",
          "Baker",
          "Biologist",
          "Chemist",
          "Civil engineer",
          "Dentist",
          "Designer",
          "Editor",
          "Electrician",
          "Farmer",
          "Geologist",
          "Interpreter",
          "Journalist",
          "Librarian",
          "Midwife",
          "Musician",
          "Nurse",
          "Optician",
          "Pharmacist",
          "Photographer",
          "Pilot",
          "Plumber",
          "Programmer",
          "Solicitor",
          "Surgeon",
          "Surveyor",
          "Teacher");
  private static final List<String> COMPANY_ENDS =
      List.of("Inc", "Ltd", "Group", "PLC", "LLC", "and Sons");
  private static final List<String> DOMAINS = List.of("example.com", "example.net", "example.org");
  private static final List<String> CURRENCIES =
      words("AUD BRL CAD CHF CNY CZK DKK EUR GBP INR JPY KRW MXN NOK NZD PLN SEK TRY USD ZAR");
  private static final List<String> COLORS =
      words(
          "Aqua Beige Black Blue Brown Coral Crimson Gold Gray Green Indigo Ivory Khaki Lavender"
              + " Lime Magenta Maroon Navy Olive Orange Orchid Pink Plum Purple Red Salmon Silver"
              + " Tan Teal Tomato Turquoise Violet Wheat White Yellow");
  private static final List<String> USER_AGENTS =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/126.0.0.0 Safari/537.36",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
              + " Version/17.4 Safari/605.1.15",
          "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
              + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1");

  private final SplittableRandom random;

  private FakeData(SplittableRandom random) {
    this.random = random;
  }

  /// `in` is the kind and, for words and texts, how many words, sentences or characters.
  static Value call(List<Value> in, SplittableRandom random) throws EvaluationException {
    String word = Values.text(in.getFirst());
    Optional<Kind> kind = Kind.named(word);
    if (kind.isEmpty()) {
      throw new EvaluationException(unknown(word));
    }
    long count = in.size() > 1 ? Values.whole(in.get(1)) : -1;
    if (in.size() > 1 && (count < 1 || count > MOST_WORDS)) {
      throw new EvaluationException(
          "fake('%s', %d): from 1 to %d can be asked for".formatted(word, count, MOST_WORDS));
    }
    return new FakeData(random).of(kind.get(), (int) count);
  }

  /// What is wrong with a word that is no kind, and what may be meant.
  static String unknown(String word) {
    return "fake() knows no '" + word + "'" + Suggestion.sentence(word, Kind.words());
  }

  private Value of(Kind kind, int asked) {
    return switch (kind) {
      case WORDS -> {
        List<Value> words = new ArrayList<>();
        for (int i = 0; i < (asked < 0 ? WORDS_OF_A_LIST : asked); i++) {
          words.add(Value.of(one(WORDS)));
        }
        yield new Value.Items(words);
      }
      default -> Value.of(text(kind, asked));
    };
  }

  private String text(Kind kind, int asked) {
    return switch (kind) {
      case NAME -> one(FIRST_NAMES) + " " + one(LAST_NAMES);
      case FIRST_NAME -> one(FIRST_NAMES);
      case LAST_NAME -> one(LAST_NAMES);
      case USER_NAME -> userName();
      case EMAIL -> userName() + "@" + one(DOMAINS);
      case PHONE_NUMBER -> "+1-%d-555-01%02d".formatted(between(201, 989), between(0, 99));
      case COMPANY -> one(LAST_NAMES) + " " + one(COMPANY_ENDS);
      case JOB -> one(JOBS);
      case WORD, WORDS -> one(WORDS);
      case SENTENCE -> sentence(asked < 0 ? WORDS_OF_A_SENTENCE : asked);
      case PARAGRAPH -> paragraph(asked < 0 ? SENTENCES_OF_A_PARAGRAPH : asked);
      case TEXT -> prose(asked < 0 ? CHARACTERS_OF_A_TEXT : asked);
      case ADDRESS -> street() + ", " + one(CITIES) + ", " + postcode();
      case STREET_ADDRESS -> street();
      case CITY -> one(CITIES);
      case STATE -> one(STATES);
      case COUNTRY -> one(COUNTRIES).substring(3);
      case COUNTRY_CODE -> one(COUNTRIES).substring(0, 2);
      case POSTCODE -> postcode();
      case IPV4 ->
          "%d.%d.%d.%d"
              .formatted(between(1, 223), between(0, 255), between(0, 255), between(1, 254));
      case DOMAIN_NAME -> one(WORDS) + "." + one(DOMAINS);
      case URL -> "https://" + one(WORDS) + "." + one(DOMAINS) + "/";
      case USER_AGENT -> one(USER_AGENTS);
      case CREDIT_CARD_NUMBER -> cardNumber();
      case CURRENCY_CODE -> one(CURRENCIES);
      case COLOR_NAME -> one(COLORS);
    };
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  private String userName() {
    return (one(FIRST_NAMES) + "." + one(LAST_NAMES)).toLowerCase(Locale.ROOT) + between(1, 9_999);
  }

  private String street() {
    return between(1, 999) + " " + one(STREETS) + " " + one(STREET_KINDS);
  }

  private String postcode() {
    return "%05d".formatted(between(501, 99_950));
  }

  private String sentence(int words) {
    StringBuilder sentence = new StringBuilder();
    for (int i = 0; i < words; i++) {
      sentence.append(i == 0 ? "" : " ").append(one(WORDS));
    }
    sentence.setCharAt(0, Character.toUpperCase(sentence.charAt(0)));
    return sentence.append('.').toString();
  }

  private String paragraph(int sentences) {
    StringBuilder paragraph = new StringBuilder();
    for (int i = 0; i < sentences; i++) {
      paragraph.append(i == 0 ? "" : " ").append(sentence(between(4, 9)));
    }
    return paragraph.toString();
  }

  /// Sentences of at most so many characters; the last is cut where none would fit.
  private String prose(int characters) {
    StringBuilder prose = new StringBuilder();
    while (true) {
      String next = (prose.isEmpty() ? "" : " ") + sentence(between(4, 9));
      if (prose.length() + next.length() > characters) {
        return prose.isEmpty() ? next.substring(0, characters) : prose.toString();
      }
      prose.append(next);
    }
  }

  /// 16 digits that begin with 4 and end with the check digit of ISO/IEC 7812-1 (Luhn).
  private String cardNumber() {
    int[] digits = new int[16];
    digits[0] = 4;
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      digits[i] = i == 0 ? 4 : between(0, 9);
      int doubled = i % 2 == 0 ? digits[i] * 2 : digits[i];
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    digits[15] = (10 - sum % 10) % 10;
    StringBuilder number = new StringBuilder();
    Arrays.stream(digits).forEach(number::append);
    return number.toString();
  }
}
