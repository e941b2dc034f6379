package dev.backlight.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

class JsonCodecTest {

  record Product(long id, String name, List<String> tags, Map<String, Object> extra) {}

  /// What a payload may try to have made.
  public static final class Gadget {
    static final AtomicInteger MADE = new AtomicInteger();

    public Gadget() {
      MADE.incrementAndGet();
    }

    public void setCommand(String command) {
      MADE.incrementAndGet();
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
  public interface Anything {}

  record Holder(Anything inside) {}

  private static final String GADGET = Gadget.class.getName();

  private static final List<String> FOREIGN =
      List.of(
          "[\"" + GADGET + "\",{\"command\":\"x\"}]",
          "{\"@class\":\"" + GADGET + "\",\"command\":\"x\"}",
          "{\"@type\":\"" + GADGET + "\"}",
          "{\"id\":1,\"extra\":{\"a\":[\"" + GADGET + "\",{\"command\":\"x\"}]}}",
          "{\"id\":1,\"extra\":{\"a\":{\"@class\":\"" + GADGET + "\",\"command\":\"x\"}}}",
          "{\"inside\":{\"@class\":\"" + GADGET + "\",\"command\":\"x\"}}");

  @Test
  void whatIsWrittenIsRead() throws Exception {
    ValueCodec<Product> codec = ValueCodec.json(Product.class);
    Product product = new Product(1, "näme\u0000", List.of("a"), Map.of("n", 1, "ok", false));
    assertThat(codec.decode(codec.encode(product))).isEqualTo(product);
  }

  @Test
  void aForeignPayloadNeverMakesAnotherClass() {
    fuzz(ValueCodec.json(Product.class));
    fuzz(ValueCodec.json(Holder.class));
    fuzz(ValueCodec.json(Object.class));
    assertThatThrownBy(() -> fuzz(new Polymorphic()))
        .as("the test notices a codec that lets payloads choose")
        .isInstanceOf(AssertionError.class);
  }

  /// Every payload as it is, and thousands of times with bytes changed.
  private static void fuzz(ValueCodec<?> codec) {
    Random random = new Random(42);
    for (String payload : FOREIGN) {
      tryOut(codec, payload.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 1_000; i++) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        for (int change = 0; change <= random.nextInt(4); change++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        tryOut(codec, bytes);
      }
    }
  }

  private static void tryOut(ValueCodec<?> codec, byte[] bytes) {
    Gadget.MADE.set(0);
    Throwable thrown = catchThrowable(() -> codec.decode(bytes));
    assertThat(Gadget.MADE).as(new String(bytes, StandardCharsets.UTF_8)).hasValue(0);
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(Exception.class);
    }
  }

  @Test
  void anEnvelopeOfOtherBytesIsNoEntry() {
    Random random = new Random(7);
    Envelope envelope =
        new Envelope(
            false,
            1,
            2,
            3,
            "json:x",
            Map.of("v:all", 5L, "v:t:a", 6L),
            List.of("{}".getBytes(StandardCharsets.UTF_8)));
    byte[] good = envelope.write();
    assertThat(Envelope.read(good))
        .hasValueSatisfying(read -> {
          assertThat(read.versions()).isEqualTo(envelope.versions());
          assertThat(read.bytes()).isEqualTo(envelope.bytes());
        });
    for (int length = 0; length < good.length; length++) {
      assertThat(Envelope.read(Arrays.copyOf(good, length))).isEmpty();
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      Envelope.read(bytes);
    }
  }

  private static final class Polymorphic implements ValueCodec<Object> {

    private final JsonMapper mapper =
        JsonMapper.builder()
            .activateDefaultTyping(
                BasicPolymorphicTypeValidator.builder().allowIfBaseType(Object.class).build(),
                DefaultTyping.NON_FINAL)
            .build();

    @Override
    public String schema() {
      return "polymorphic";
    }

    @Override
    public byte[] encode(Object value) {
      return mapper.writeValueAsBytes(value);
    }

    @Override
    public Object decode(byte[] bytes) {
      return mapper.readValue(bytes, Object.class);
    }
  }
}
