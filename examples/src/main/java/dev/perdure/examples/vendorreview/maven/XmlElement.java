package dev.perdure.examples.vendorreview.maven;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** An element of an XML file that somebody else wrote: read without DTDs, external entities or regard to namespaces. */
record XmlElement(Element element) {

    /** The root element; {@code address} is for the error's text. */
    static XmlElement parse(byte[] xml, String address) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // the default one prints
            return new XmlElement(builder.parse(new ByteArrayInputStream(xml)).getDocumentElement());
        } catch (SAXException e) {
            throw new IOException(address + " is not well-formed XML: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK's XML parser does not know how to refuse DTDs", e);
        }
    }

    /** The child elements of a name. */
    Stream<XmlElement> children(String name) {
        return children().filter(child -> child.name().equals(name));
    }

    /** All child elements. */
    Stream<XmlElement> children() {
        var nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(node -> new XmlElement((Element) node));
    }

    /** The element at the end of a path of names, taking the first of each. */
    Optional<XmlElement> at(String... path) {
        Optional<XmlElement> found = Optional.of(this);
        for (String name : path) {
            found = found.flatMap(parent -> parent.children(name).findFirst());
        }
        return found;
    }

    /** The trimmed text at the end of a path of names; empty where it is blank. */
    Optional<String> text(String... path) {
        return at(path).map(XmlElement::text).filter(text -> !text.isEmpty());
    }

    /** The texts of all children of a name. */
    List<String> texts(String name) {
        return children(name).map(XmlElement::text).toList();
    }

    String name() {
        return element.getLocalName();
    }

    String text() {
        return element.getTextContent().strip();
    }
}
