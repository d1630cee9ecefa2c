package dev.files.web;

import jakarta.inject.Inject;
import java.lang.reflect.Field;
import java.util.List;

/** Fills injected fields by their type, as the container does. */
final class Wiring {
  private final List<Object> beans;

  Wiring(List<Object> beans) {
    this.beans = List.copyOf(beans);
  }

  <T> T into(T target) {
    for (Field field : target.getClass().getDeclaredFields()) {
      if (field.isAnnotationPresent(Inject.class)) {
        field.setAccessible(true);
        try {
          field.set(target, bean(field.getType()));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return target;
  }

  private Object bean(Class<?> type) {
    List<Object> found = beans.stream().filter(type::isInstance).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " beans of " + type);
    }
    return found.get(0);
  }
}
