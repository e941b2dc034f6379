# Load testing with locust
from locust import HttpUser, task, between
import random

class UserBehavior(HttpUser):
    wait_time = between(1, 3)
    
    def on_start(self):
        # Login once per user
        response = self.client.post("/auth/login", json={
            "email": f"user{random.randint(1, 10000)}@test.com",
            "password": "testpass123"
        })
        self.token = response.json().get("token")
        self.headers = {"Authorization": f"Bearer {self.token}"}
    
    @task(3)
    def view_dashboard(self):
        """Most common operation"""
        self.client.get("/api/dashboard", headers=self.headers)
    
    @task(2)
    def list_orders(self):
        """Common operation"""
        self.client.get("/api/orders", headers=self.headers)
    
    @task(1)
    def create_order(self):
        """Less frequent but important operation"""
        order_data = {
            "items": [
                {"product_id": random.randint(1, 100), "quantity": random.randint(1, 5)}
            ],
            "shipping_address": "123 Test St"
        }
        self.client.post("/api/orders", json=order_data, headers=self.headers)
    
    @task(1)
    def search_products(self):
        """Search load testing"""
        search_terms = ["electronics", "clothing", "books", "sports"]
        term = random.choice(search_terms)
        self.client.get(f"/api/products/search?q={term}", headers=self.headers)

# Run with: locust -f load_test.py --host=http://localhost:8000
