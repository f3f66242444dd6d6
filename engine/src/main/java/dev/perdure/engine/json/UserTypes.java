package dev.perdure.engine.json;

import dev.perdure.api.JsonLimits;
import dev.perdure.api.TypeRef;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The Java types of users and how their values are written as JSON and read. Thread-safe. */
final class UserTypes {
    /** Room for what stands around a checked value. */
    private static final int MARGIN = 8;

    private final JsonMapper mapper;
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final Set<Class<?>> withoutClass = ConcurrentHashMap.newKeySet();

    UserTypes() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(JsonLimits.DEPTH + MARGIN)
                        .maxNumberLength(JsonLimits.NUMBER_LENGTH + MARGIN)
                        .maxNameLength(JsonLimits.NAME_LENGTH + MARGIN)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(JsonLimits.DEPTH)
                        .build())
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
        SimpleModule module = new SimpleModule("perdure-values")
                // A set keeps its order, so what is written again is the same text.
                .addAbstractTypeMapping(Set.class, LinkedHashSet.class)
                .setDeserializerModifier(new NotesAbstractClasses());
        mapper = JsonMapper.builder(factory)
                .addModule(module)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
                .build();
    }

    JsonMapper mapper() {
        return mapper;
    }

    ObjectWriter writer(Type type) {
        return writers.computeIfAbsent(type, t -> mapper.writerFor(mapper.constructType(t)));
    }

    ObjectReader reader(Type type) {
        return readers.computeIfAbsent(type, t -> mapper.readerFor(mapper.constructType(t)));
    }

    /**
     * Why no value of a type could be read from JSON, or null if values can. It looks at the type and at what its lists and maps hold;
     * what is deeper inside shows when the first value is read.
     */
    @Nullable
    String unreadable(TypeRef<?> type) {
        try {
            Object _ = reader(type.type()).readValue("null");
        } catch (InvalidDefinitionException e) {
            return Misfit.unreadable(e);
        } catch (JacksonException _) {
            // It does not take null, which says nothing of its other values.
        }
        return withoutClass(mapper.constructType(type.type()));
    }

    private @Nullable String withoutClass(@Nullable JavaType type) {
        if (type == null) {
            return null;
        }
        if (withoutClass.contains(type.getRawClass())) {
            return type.toCanonical()
                    + " is abstract, and nothing says which class a value is. Use a concrete type, or put"
                    + " @JsonTypeInfo on it";
        }
        String ofKey = withoutClass(type.getKeyType());
        String ofContent = ofKey != null ? ofKey : withoutClass(type.getContentType());
        return ofContent != null ? ofContent : withoutClass(type.getReferencedType());
    }

    /** Notes the abstract classes of which values can be read only where they say their class, and don't. */
    private final class NotesAbstractClasses extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier bean, ValueDeserializer<?> deserializer) {
            boolean typed =
                    config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, bean.getClassInfo()) != null;
            if (deserializer instanceof AbstractDeserializer && !typed) {
                withoutClass.add(bean.getBeanClass());
            }
            return deserializer;
        }
    }
}
