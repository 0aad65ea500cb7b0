package com.example;

import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

import java.util.List;

/** The example of docs/spring.md. */
@SpringBootApplication
public class Handbook {

    public static void main(String[] args) {
        SpringApplication.run(Handbook.class, args);
    }

    @Bean
    CommandLineRunner ask(VectorStore store) {
        return args -> {
            store.add(
                    List.of(
                            new Document("Everybody has thirty days of holiday a year."),
                            new Document("Dogs are welcome on the ground floor.")));
            store.similaritySearch("How much vacation do I get?")
                    .forEach(found -> System.out.println(found.getScore() + " " + found.getText()));
        };
    }
}
