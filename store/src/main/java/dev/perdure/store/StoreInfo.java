package dev.perdure.store;

/**
 * What a store is, for people.
 *
 * @param engine such as {@code SQLite 3.53.1, WAL, synchronous=FULL}
 * @param location where it lies
 * @param bytes its size on disk
 * @param schemaVersion the newest migration in it
 */
public record StoreInfo(String engine, String location, long bytes, String schemaVersion) {}
