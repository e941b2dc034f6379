package dev.backlight.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An entry as it lies in L2: what is needed to judge it, then the bytes of the codec.
///
/// @param loadedAt milliseconds since 1970 when its load began, by the writer's clock
/// @param expiresAt milliseconds since 1970
/// @param schema of the codec
/// @param counters what it depends on
/// @param versions of the counters, read before its load
/// @param payload empty for `null`
record Envelope(
    long loadedAt,
    long expiresAt,
    long loadNanos,
    boolean isNull,
    String schema,
    List<String> counters,
    List<Long> versions,
    List<byte[]> payload) {

  private static final int MAGIC = 0xB1;
  private static final int LAYOUT = 1;
  private static final int MOST_COUNTERS = 128;

  byte[] bytes() {
    return payload.getFirst();
  }

  byte[] write() {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream(bytes().length + 128);
    try (DataOutputStream out = new DataOutputStream(buffer)) {
      out.writeByte(MAGIC);
      out.writeByte(LAYOUT);
      out.writeBoolean(isNull);
      out.writeLong(loadedAt);
      out.writeLong(expiresAt);
      out.writeLong(loadNanos);
      out.writeUTF(schema);
      out.writeByte(counters.size());
      for (int i = 0; i < counters.size(); i++) {
        out.writeUTF(counters.get(i));
        out.writeLong(versions.get(i));
      }
      out.writeInt(bytes().length);
      out.write(bytes());
    } catch (IOException e) {
      throw new IllegalStateException("the entry cannot be written", e);
    }
    return buffer.toByteArray();
  }

  /// Empty if these are not the bytes of an entry of this layout, or not all of them.
  static Optional<Envelope> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readUnsignedByte() != MAGIC || in.readUnsignedByte() != LAYOUT) {
        return Optional.empty();
      }
      boolean isNull = in.readBoolean();
      long loadedAt = in.readLong();
      long expiresAt = in.readLong();
      long loadNanos = in.readLong();
      String schema = in.readUTF();
      int count = in.readUnsignedByte();
      if (count > MOST_COUNTERS) {
        return Optional.empty();
      }
      List<String> counters = new ArrayList<>(count);
      List<Long> versions = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        counters.add(in.readUTF());
        versions.add(in.readLong());
      }
      if (in.readInt() != in.available()) {
        return Optional.empty();
      }
      byte[] payload = in.readAllBytes();
      return Optional.of(
          new Envelope(
              loadedAt,
              expiresAt,
              loadNanos,
              isNull,
              schema,
              counters,
              versions,
              List.of(payload)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
