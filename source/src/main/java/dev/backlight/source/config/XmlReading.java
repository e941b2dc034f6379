package dev.backlight.source.config;

import dev.backlight.source.config.ConfigValue.Scalar;
import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// XML: an element is an entry, its attributes `@name`. No DTD and no external entity is read.
final class XmlReading {

  private final XMLStreamReader reader;

  private XmlReading(XMLStreamReader reader) {
    this.reader = reader;
  }

  static ConfigValue read(String text) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text.substring(start)));
    try {
      Tree root = new Tree(1);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT) {
          int line = reader.getLocation().getLineNumber();
          root.add(reader.getLocalName(), line, new XmlReading(reader).element(0));
        }
      }
      return root.done();
    } finally {
      reader.close();
    }
  }

  private ConfigValue element(int depth) throws XMLStreamException {
    int line = reader.getLocation().getLineNumber();
    if (depth > Tree.DEPTH_LIMIT) {
      throw new DamagedException(line, "too deep");
    }
    Tree tree = new Tree(line);
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      tree.add("@" + reader.getAttributeLocalName(i), line, reader.getAttributeValue(i));
    }
    StringBuilder text = new StringBuilder();
    for (int event = reader.next();
        event != XMLStreamConstants.END_ELEMENT;
        event = reader.next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        int at = reader.getLocation().getLineNumber();
        tree.add(reader.getLocalName(), at, element(depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      }
    }
    String own = text.toString().strip();
    if (tree.isEmpty()) {
      return new Scalar(line, own);
    }
    if (!own.isEmpty()) {
      tree.add("", line, own);
    }
    return tree.done();
  }
}
