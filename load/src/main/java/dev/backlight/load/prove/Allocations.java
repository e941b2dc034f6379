package dev.backlight.load.prove;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// Counts the bytes that the Java virtual machines among some processes allocate, by attaching to
/// them: `TotalThreadAllocatedBytes` of HotSpot 21 and later also counts threads that have ended.
final class Allocations implements AutoCloseable {

  private static final String THREADING = "java.lang:type=Threading";
  private static final String ATTRIBUTE = "TotalThreadAllocatedBytes";

  private final List<JMXConnector> connectors;

  private Allocations(List<JMXConnector> connectors) {
    this.connectors = connectors;
  }

  /// Connects to those that can be attached to; it is no failure when there are none.
  static Allocations of(List<Long> pids, Path proc) {
    List<JMXConnector> connectors = new ArrayList<>();
    for (long pid : pids) {
      if (isJava(proc.resolve(Long.toString(pid)))) {
        connect(pid, connectors);
      }
    }
    return new Allocations(connectors);
  }

  /// Attaching sends a signal that ends a process which is no virtual machine.
  private static boolean isJava(Path process) {
    try {
      return Files.readString(process.resolve("maps")).contains("libjvm.so");
    } catch (IOException e) {
      return false;
    }
  }

  /// The address is that of an agent in a process that the user had us start, not user input.
  @SuppressWarnings("BanJNDI")
  private static void connect(long pid, List<JMXConnector> connectors) {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        connectors.add(
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      // -XX:+DisableAttachMechanism, another user, another machine's Java: then without it.
      return;
    }
  }

  /// So far; empty where no virtual machine says so.
  OptionalLong bytes() {
    long sum = 0;
    for (JMXConnector connector : connectors) {
      try {
        MBeanServerConnection beans = connector.getMBeanServerConnection();
        sum += (Long) beans.getAttribute(new ObjectName(THREADING), ATTRIBUTE);
      } catch (IOException | JMException e) {
        return OptionalLong.empty();
      }
    }
    return connectors.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
  }

  @Override
  public void close() {
    for (JMXConnector connector : connectors) {
      try {
        connector.close();
      } catch (IOException e) {
        // The virtual machine has ended meanwhile.
        continue;
      }
    }
  }
}
