package dev.backlight.cache;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An entry as it lies in L2: what is needed to judge it, then the bytes of the codec.
///
/// @param loadedAt milliseconds since 1970 when its load began, by the writer's clock
/// @param expiresAt milliseconds since 1970
/// @param schema of the codec
/// @param versions of the counters it depends on, read before its load
/// @param payload empty for `null`
record Envelope(
    boolean isNull,
    long loadedAt,
    long expiresAt,
    long loadNanos,
    String schema,
    Map<String, Long> versions,
    List<byte[]> payload) {

  private static final int MAGIC = 0xB1;
  private static final int LAYOUT = 1;

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
      out.writeByte(versions.size());
      for (Map.Entry<String, Long> one : versions.entrySet()) {
        out.writeUTF(one.getKey());
        out.writeLong(one.getValue());
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
      return Optional.of(
          new Envelope(
              in.readBoolean(),
              in.readLong(),
              in.readLong(),
              in.readLong(),
              in.readUTF(),
              versions(in),
              List.of(payload(in))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Long> versions(DataInputStream in) throws IOException {
    int count = in.readUnsignedByte();
    Map<String, Long> versions = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      versions.put(in.readUTF(), in.readLong());
    }
    return versions;
  }

  private static byte[] payload(DataInputStream in) throws IOException {
    if (in.readInt() != in.available()) {
      throw new IOException("cut off, or followed by something else");
    }
    return in.readAllBytes();
  }
}
